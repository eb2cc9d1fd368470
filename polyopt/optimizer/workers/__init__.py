"""Who works side by side: one process, several, threads or a cluster, whatever the work is."""
