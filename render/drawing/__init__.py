"""The picture: a scene, its recordings and a moment enter, pixels leave. The only room that knows Matplotlib."""
