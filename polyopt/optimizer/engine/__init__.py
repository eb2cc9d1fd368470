"""The search itself: generations, their schedule, and the polish by exact gradients."""
