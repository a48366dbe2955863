"""The search over paths: situations, routes, labels, weights, smoothings and endings that give a number."""
