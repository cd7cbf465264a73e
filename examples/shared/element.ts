// Finds what the page must have, and says so when it has not.

export function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${kind.name} with the id "${id}"`);
}

/** @param options - `{ alpha: false }` for a canvas that is covered anyway: it is copied faster. */
export function pen(canvas: HTMLCanvasElement, options?: CanvasRenderingContext2DSettings): CanvasRenderingContext2D {
  const found = canvas.getContext('2d', options);
  if (found) return found;
  throw new Error('this browser can not draw on a canvas');
}
