"""Studies of Optuna: the objective of a problem, and a sampler that proposes its formulations."""
