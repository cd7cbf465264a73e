// Glow is dear, so what glows is drawn once for each colour and then copied. Knows canvases; knows no game.

import { pen } from '../../shared/element.ts';
import { paint } from '../client/colours.ts';

/** Colours are told apart in so many steps: a thousand ships make no thousand sprites. */
const HUES = 24;
/** Pixels of a sprite for each unit of the arena: sharp on screens that have many. */
const FINE = 3;

export interface Sprite {
  readonly image: HTMLCanvasElement;
  /** In units of the arena; its middle is the thing's place. */
  readonly size: number;
}

/** Sprites of one kind, made when they are needed. @param draw - at the middle, in units of the arena. */
export function sprites(
  size: number,
  draw: (pen: CanvasRenderingContext2D, colour: string, pale: string) => void,
): (hue: number) => Sprite {
  const made = new Map<number, Sprite>();
  return (hue) => {
    const step = hue < 0 ? -1 : Math.round((hue / 360) * HUES) % HUES;
    const found = made.get(step);
    if (found) return found;
    const image = document.createElement('canvas');
    image.width = image.height = size * FINE;
    const on = pen(image);
    on.setTransform(FINE, 0, 0, FINE, image.width / 2, image.height / 2);
    // A hue below 0 is our own: white.
    if (step < 0) draw(on, '#7df3ff', '#ffffff');
    else draw(on, paint((step * 360) / HUES, 0.6), paint((step * 360) / HUES, 0.86));
    const sprite = { image, size };
    made.set(step, sprite);
    return sprite;
  };
}

export const OWN_HUE = -1;

/** Copies a sprite to a place, turned by an angle. The pen's own transformation stays. */
export function stamp(draw: CanvasRenderingContext2D, { image, size }: Sprite, x: number, y: number, angle = 0): void {
  draw.translate(x, y);
  draw.rotate(angle);
  draw.drawImage(image, -size / 2, -size / 2, size, size);
  draw.rotate(-angle);
  draw.translate(-x, -y);
}
