// Where a point of the page is on the canvas: boxes and numbers only. Knows no element; who measures is page.ts.
import type { Pair } from '../../events-pointer.ts';

/** What is shown where: a rectangle of the page in CSS pixels, and how many pixels the game counts on it. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The game's pixels across and down: `canvas.width`, `canvas.height`. */
  readonly size: Pair;
}

/** An element's box, as CSS has it before transforms, but `left` to `height` after them. */
export interface ElementBox {
  /** The border box on the page, as getBoundingClientRect tells it. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The border box before transforms. */
  readonly layoutWidth: number;
  readonly layoutHeight: number;
  /** Border and padding on each side. */
  readonly edges: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
}

/** How a canvas lies in its box: CSS `object-fit` and the computed `object-position`. */
export interface Fit {
  readonly fit: string;
  readonly position: string;
}

/** The content box of an element on the page: without border and padding, scaled by transforms. */
export function contentBox(box: ElementBox): Omit<Place, 'size'> {
  const { edges } = box;
  const scaleX = box.layoutWidth > 0 ? box.width / box.layoutWidth : 1;
  const scaleY = box.layoutHeight > 0 ? box.height / box.layoutHeight : 1;
  return {
    left: box.left + edges.left * scaleX,
    top: box.top + edges.top * scaleY,
    width: Math.max(0, box.width - (edges.left + edges.right) * scaleX),
    height: Math.max(0, box.height - (edges.top + edges.bottom) * scaleY),
  };
}

/** Where a canvas of `size` pixels is within its content box. */
export function fitted(box: Omit<Place, 'size'>, size: Pair, { fit, position }: Fit): Place {
  if (fit === 'fill' || fit === '' || size[0] <= 0 || size[1] <= 0) return { ...box, size };
  const scale = scaleOf(fit, box.width / size[0], box.height / size[1]);
  const width = size[0] * scale;
  const height = size[1] * scale;
  const [x, y] = position.split(' ');
  return {
    left: box.left + offset(x, box.width - width),
    top: box.top + offset(y, box.height - height),
    width,
    height,
    size,
  };
}

function scaleOf(fit: string, x: number, y: number): number {
  if (fit === 'cover') return Math.max(x, y);
  if (fit === 'none') return 1;
  const contain = Math.min(x, y);
  return fit === 'scale-down' ? Math.min(contain, 1) : contain;
}

/** A computed length, `50%` of the room that is left or `10px`. Anything else (`calc()`) counts as the middle. */
function offset(length: string | undefined, room: number): number {
  const match = /^(-?[\d.]+)(%|px)$/.exec(length ?? '');
  if (match === null) return room / 2;
  return match[2] === 'px' ? Number(match[1]) : (Number(match[1]) / 100) * room;
}

/** A point of the page in pixels of the game, with its fraction; beyond the edges it goes on. */
export const pixelAt = (place: Place, x: number, y: number): Pair => [
  place.width > 0 ? ((x - place.left) / place.width) * place.size[0] : 0,
  place.height > 0 ? ((y - place.top) / place.height) * place.size[1] : 0,
];

/** A point of the page in parts of the place: 0 at the left and upper edge, 1 at the right and lower. */
export const partAt = (place: Place, x: number, y: number): Pair => [
  place.width > 0 ? (x - place.left) / place.width : 0,
  place.height > 0 ? (y - place.top) / place.height : 0,
];

/** The point of the page at a pixel of the game: the way back of {@link pixelAt}. */
export const pointAt = ({ left, top, width, height, size }: Place, x: number, y: number): Pair => [
  left + (x / Math.max(1, size[0])) * width,
  top + (y / Math.max(1, size[1])) * height,
];
