"""What a search leaves behind: the study, its journal, the run folder, copies and unions."""
