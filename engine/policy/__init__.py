"""What the rules mean: frozen definitions and pure functions over them. Standard library only."""
