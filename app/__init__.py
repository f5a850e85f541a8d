"""Where it is put together: settings, wiring, the web application, due work, the command line."""
