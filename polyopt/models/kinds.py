"""The kinds of models as their files name them."""

GAUSSIAN_PROCESS = "gaussian-process"
GROUP_CONTRIBUTION = "group-contribution"
GROUP_PROBIT = "group-probit"
ESTIMATOR = "estimator"
CALIBRATED = "calibrated"
