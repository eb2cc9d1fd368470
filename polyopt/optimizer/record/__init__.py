"""What a search leaves behind: the study, its journal, the run folder, copies and unions."""

import warnings

# Optuna loads a bar that polyopt does not show, and that warns in notebooks without widgets.
warnings.filterwarnings("ignore", message="IProgress not found")
