"""What a search leaves behind: the study, its journal, the run folder, copies and unions."""

import warnings

with warnings.catch_warnings():  # Optuna loads this bar, which warns in notebooks without widgets
    warnings.simplefilter("ignore")
    import tqdm.auto  # noqa: F401
