"""Why a problem has no answer: the limits that contradict each other, and what to relax."""
