"""A formula in TeX as a picture and as a line of text: what the window and the notebook share."""
