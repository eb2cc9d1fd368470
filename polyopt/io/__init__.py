"""What is read and written: shipped tables, declarations in TOML, users' tables and workbooks."""
