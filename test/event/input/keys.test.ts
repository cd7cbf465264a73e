// The names of keys are pygame's, taken down from pygame-ce 2.5.8 (pygame.key.name of each K_ constant).
import { expect, it } from 'vitest';
import { NAMED, scancodeOf } from '../../../src/event/input/dom/key-codes.ts';
import * as names from '../../../src/event/input/keys.ts';
import { usageOf } from '../../../src/event/input/terminal/key-codes.ts';

const PYGAME = `0=0 1=1 2=2 3=3 4=4 5=5 6=6 7=7 8=8 9=9 AC_BACK=AC_Back AMPERSAND=& ASTERISK=* AT=@ BACKQUOTE=\` BACKSLASH=\\
BACKSPACE=backspace BREAK=break CAPSLOCK=caps_lock CARET=^ CLEAR=clear COLON=: COMMA=, DELETE=delete DOLLAR=$ DOWN=down END=end
ESCAPE=escape EXCLAIM=! F1=f1 F10=f10 F11=f11 F12=f12 F13=f13 F14=f14 F15=f15 F2=f2 F3=f3 F4=f4 F5=f5 F6=f6 F7=f7 F8=f8 F9=f9
GREATER=> HASH=# HELP=help HOME=home INSERT=insert KP0=[0] KP1=[1] KP2=[2] KP3=[3] KP4=[4] KP5=[5] KP6=[6] KP7=[7] KP8=[8] KP9=[9]
KP_DIVIDE=[/] KP_ENTER=enter KP_EQUALS=equals KP_MINUS=[-] KP_MULTIPLY=[*] KP_PERIOD=[.] KP_PLUS=[+] LALT=left_alt LCTRL=left_ctrl
LEFT=left LEFTBRACKET=[ LEFTPAREN=( LESS=< LMETA=left_meta LSHIFT=left_shift LSUPER=left_meta MENU=menu MINUS=- MODE=alt_gr
NUMLOCK=numlock PAGEDOWN=page_down PAGEUP=page_up PAUSE=break PERCENT=% PERIOD=. PLUS=+ POWER=power PRINT=print_screen QUESTION=?
QUOTE=' QUOTEDBL=" RALT=right_alt RCTRL=right_ctrl RETURN=return RIGHT=right RIGHTBRACKET=] RIGHTPAREN=) RMETA=right_meta
RSHIFT=right_shift RSUPER=right_meta SCROLLOCK=scroll_lock SEMICOLON=; SLASH=/ SPACE=space SYSREQ=sys_req TAB=tab UP=up
a=a b=b c=c d=d e=e f=f g=g h=h i=i j=j k=k l=l m=m n=n o=o p=p q=q r=r s=s t=t u=u v=v w=w x=x y=y z=z`;

it('each constant has the name that pygame gives its key', () => {
  const expected: [string, string][] = PYGAME.split(/\s+/).map((pair) => {
    const at = pair.indexOf('=');
    return [`K_${pair.slice(0, at)}`, pair.slice(at + 1).replace(/(?<=.)_(?=.)/, ' ')];
  });
  expected.push(['K_EQUALS', '='], ['K_UNDERSCORE', '_']);
  expect(Object.fromEntries(Object.entries(names).sort())).toEqual(Object.fromEntries(expected.sort()));
});

it('a key has the same place in a terminal as in a page', () => {
  // Keys whose `code` is their `key`; those with two places ('Shift') have codes of their own.
  const both = [...NAMED].filter(([key, name]) => scancodeOf(key) !== 0 && usageOf(name) !== 0);
  expect(both.length).toBeGreaterThan(35);
  for (const [key, name] of both) expect(usageOf(name), name).toBe(scancodeOf(key));
  // Seen with pygame-ce 2.5.8 and pygame 2.1.2 on X11: the menu key of a PC keyboard (evdev 127) is 101; 118 is evdev 139.
  expect(usageOf(names.K_MENU)).toBe(101);
  expect(scancodeOf('ContextMenu')).toBe(101);
});
