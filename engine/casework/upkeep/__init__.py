"""What an office does about its cases beside the rules: other versions and calendars, sheets that are taken over,
identity that is let go, places that are found empty."""
