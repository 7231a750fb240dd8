"""The page itself: plain HTML, CSS and JavaScript, served as they stand."""
