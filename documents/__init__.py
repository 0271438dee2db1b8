"""Files of offices become text and tables of cells. Nothing in a file is run, followed or fetched."""
