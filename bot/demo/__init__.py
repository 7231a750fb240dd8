"""An invented municipality: the same every time, relative to today, mess included."""
