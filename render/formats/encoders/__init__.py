"""What formats are written with, where no library streams: parts for imageio."""
