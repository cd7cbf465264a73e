// Which part of the arena a screen shows. Fair: every screen shows the same area, whatever its size and form. Knows numbers only.

/** In square units of the arena. */
const AREA = 850_000;
/** Nothing is told of what is further away than the server's SIGHT, so no screen shows it. */
const WIDEST = 1760;

export interface Camera {
  /** Pixels of the canvas for each unit. */
  readonly scale: number;
  /** The upper left corner, and how much is seen. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export function cameraFor(
  canvas: { readonly width: number; readonly height: number },
  at: { x: number; y: number },
): Camera {
  const { width, height } = canvas;
  const scale = Math.max(Math.sqrt((width * height) / AREA), Math.max(width, height) / WIDEST, 0.01);
  const [wide, high] = [width / scale, height / scale];
  return { scale, left: at.x - wide / 2, top: at.y - high / 2, width: wide, height: high };
}
