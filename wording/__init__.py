"""Every sentence that the product says: values in, messages out. Chinese first, English from the catalogue."""
