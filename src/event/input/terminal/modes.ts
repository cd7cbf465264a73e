// What a terminal is told to switch on and off again. Knows control sequences (xterm ctlseqs, kitty's keyboard protocol);
// writes nothing itself.

/** What to switch. */
export interface Modes {
  /** Mouse reports: buttons, wheel and every move, in SGR form. */
  readonly mouse: boolean;
  /** The alternate screen. */
  readonly alternateScreen: boolean;
}

const CSI = '\x1b[';

/** Which keyboard protocol is there? The second question is answered by every terminal: the first one was not, then. */
export const ASK_KITTY: string = `${CSI}?u${CSI}c`;

/** All of kitty's enhancements: unambiguous codes, events, alternate keys (for scancodes), every key, text. Then: which are on? */
export const PUSH_KITTY: string = `${CSI}>31u${CSI}?u`;

/** A question that every terminal answers: when the answer is here, everything sent before was read. */
export const ASK_ATTRIBUTES: string = `${CSI}c`;

/** Alternate screen, bracketed paste, focus reports, mouse. The last of the three kinds of mouse reports that a terminal knows counts. */
export const switchOn = ({ mouse, alternateScreen }: Modes): string =>
  `${alternateScreen ? `${CSI}?1049h` : ''}${CSI}?2004h${CSI}?1004h${mouse ? `${CSI}?1000h${CSI}?1002h${CSI}?1003h${CSI}?1006h` : ''}`;

/** The way back, the cursor shown too: whoever draws may have hidden it and is not asked any more. */
export const switchOff = ({ mouse, alternateScreen }: Modes, kitty: boolean): string =>
  `${kitty ? `${CSI}<u` : ''}${mouse ? `${CSI}?1006l${CSI}?1003l${CSI}?1002l${CSI}?1000l` : ''}${CSI}?1004l${CSI}?2004l${CSI}?25h${alternateScreen ? `${CSI}?1049l` : ''}`;
