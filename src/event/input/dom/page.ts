// The target in its page: what it is, where it is, how large, and whose an event is. Knows the DOM; knows no event of ours.
import { contentBox, fitted, type Place } from './place.ts';

/** Elements that take text: what is typed into them is not for the game. */
const EDITABLE = 'input, textarea, select, [contenteditable]:not([contenteditable="false"])';

/** The element or document that is played on. */
export class Page {
  /** The target when it is an element; `undefined` for a document. */
  readonly element: HTMLElement | undefined;
  /** What listens: the target itself. */
  readonly target: HTMLElement | Document;
  readonly document: Document;
  readonly window: Window;
  readonly canvas: HTMLCanvasElement | undefined;
  readonly #style: CSSStyleDeclaration | undefined;

  constructor(target: HTMLElement | Document, window: Window) {
    this.target = target;
    this.window = window;
    this.element = isDocument(target) ? undefined : target;
    this.document = isDocument(target) ? target : target.ownerDocument;
    this.canvas = this.element !== undefined && isCanvas(this.element) ? this.element : undefined;
    this.#style = this.element && window.getComputedStyle(this.element);
  }

  /** The element that stands for the target where one is needed. */
  get root(): HTMLElement {
    return this.element ?? this.document.documentElement;
  }

  /** Where the target is now, and how many of the game's pixels it has. */
  place(): Place {
    const { element, canvas } = this;
    const style = this.#style;
    if (element === undefined || style === undefined) {
      const { innerWidth: width, innerHeight: height } = this.window;
      return { left: 0, top: 0, width, height, size: [width, height] };
    }
    const { left, top, width, height } = element.getBoundingClientRect();
    const px = (length: string): number => Number.parseFloat(length) || 0;
    const box = contentBox({
      left,
      top,
      width,
      height,
      layoutWidth: element.offsetWidth,
      layoutHeight: element.offsetHeight,
      edges: {
        left: px(style.borderLeftWidth) + px(style.paddingLeft),
        top: px(style.borderTopWidth) + px(style.paddingTop),
        right: px(style.borderRightWidth) + px(style.paddingRight),
        bottom: px(style.borderBottomWidth) + px(style.paddingBottom),
      },
    });
    if (canvas === undefined) return { ...box, size: [box.width, box.height] };
    return fitted(box, [canvas.width, canvas.height], { fit: style.objectFit, position: style.objectPosition });
  }

  /** The size of the target: of a canvas in device pixels, else in CSS pixels. */
  measure(): readonly [width: number, height: number] {
    if (this.element === undefined) return [this.window.innerWidth, this.window.innerHeight];
    const { clientWidth, clientHeight } = this.element;
    const px = (length: string | undefined): number => Number.parseFloat(length ?? '') || 0;
    const style = this.#style;
    const scale = this.canvas === undefined ? 1 : this.window.devicePixelRatio;
    return [
      Math.round((clientWidth - px(style?.paddingLeft) - px(style?.paddingRight)) * scale),
      Math.round((clientHeight - px(style?.paddingTop) - px(style?.paddingBottom)) * scale),
    ];
  }

  /** True when the event happened in a field for text that is not the game's. */
  isForeign(event: Event): boolean {
    const at = event.composedPath()[0];
    return isElement(at) && at !== this.element && !at.hasAttribute(EDITOR_MARK) && isEditable(at);
  }

  /** True when preventing the event takes nothing from another part of the page. */
  isOwn(event: Event): boolean {
    const at = event.composedPath()[0];
    if (!isElement(at)) return at === this.document || at === this.window;
    if (at === this.root || at === this.document.body || at.localName === 'canvas') return true;
    return this.element?.contains(at) === true && !isEditable(at);
  }

  /** True when the document has the keyboard and the target is where it goes. */
  hasKeyboard(): boolean {
    if (!this.document.hasFocus()) return false;
    return this.element === undefined ? !this.isForeignFocused() : this.document.activeElement === this.element;
  }

  /** True when a field for text that is not the game's has the focus within the document. */
  isForeignFocused(): boolean {
    const active = this.document.activeElement;
    return active !== null && !active.hasAttribute(EDITOR_MARK) && isEditable(active);
  }
}

/** The attribute of the field that text input is typed into. */
export const EDITOR_MARK = 'data-pumpjack-editor';

/** True for an element that takes text. */
export const isEditable = (element: Element): boolean => element.closest(EDITABLE) !== null;

/** True for an element, of whatever frame. */
export const isElement = (value: unknown): value is Element =>
  // The cast: reading one property of anything that is no primitive.
  typeof value === 'object' && value !== null && (value as { nodeType?: unknown }).nodeType === 1;

// By name and number, since each frame has classes of its own.
const isDocument = (target: HTMLElement | Document): target is Document => target.nodeType === 9;
const isCanvas = (element: HTMLElement): element is HTMLCanvasElement => element.localName === 'canvas';
