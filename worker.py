"""The worker process: settings, engine, providers, activities, Worker."""
