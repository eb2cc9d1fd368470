"""DMA curves as instruments write them: layouts, columns, parts of a file, the choice of one."""
