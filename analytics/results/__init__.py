"""What a chief asks: how soon, how many were told, what arrived, what people said and what it cost."""
