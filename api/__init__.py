"""HTTP only: who may ask what, and how it is answered. What happens with it is `intake`'s business."""
