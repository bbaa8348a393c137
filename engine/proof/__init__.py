"""Does every case come to an end? Answered by trying every possibility."""
