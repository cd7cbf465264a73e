// pygame's names of keys, one constant each: K_LEFT, K_a. Knows no event and no driver.
// A value is what pygame.key.name() answers; printing keys are the character they type without shift.

/** The A key. */
export const K_a = 'a' as const;
/** The B key. */
export const K_b = 'b' as const;
/** The C key. */
export const K_c = 'c' as const;
/** The D key. */
export const K_d = 'd' as const;
/** The E key. */
export const K_e = 'e' as const;
/** The F key. */
export const K_f = 'f' as const;
/** The G key. */
export const K_g = 'g' as const;
/** The H key. */
export const K_h = 'h' as const;
/** The I key. */
export const K_i = 'i' as const;
/** The J key. */
export const K_j = 'j' as const;
/** The K key. */
export const K_k = 'k' as const;
/** The L key. */
export const K_l = 'l' as const;
/** The M key. */
export const K_m = 'm' as const;
/** The N key. */
export const K_n = 'n' as const;
/** The O key. */
export const K_o = 'o' as const;
/** The P key. */
export const K_p = 'p' as const;
/** The Q key. */
export const K_q = 'q' as const;
/** The R key. */
export const K_r = 'r' as const;
/** The S key. */
export const K_s = 's' as const;
/** The T key. */
export const K_t = 't' as const;
/** The U key. */
export const K_u = 'u' as const;
/** The V key. */
export const K_v = 'v' as const;
/** The W key. */
export const K_w = 'w' as const;
/** The X key. */
export const K_x = 'x' as const;
/** The Y key. */
export const K_y = 'y' as const;
/** The Z key. */
export const K_z = 'z' as const;
/** The 0 key of the main block. */
export const K_0 = '0' as const;
/** The 1 key of the main block. */
export const K_1 = '1' as const;
/** The 2 key of the main block. */
export const K_2 = '2' as const;
/** The 3 key of the main block. */
export const K_3 = '3' as const;
/** The 4 key of the main block. */
export const K_4 = '4' as const;
/** The 5 key of the main block. */
export const K_5 = '5' as const;
/** The 6 key of the main block. */
export const K_6 = '6' as const;
/** The 7 key of the main block. */
export const K_7 = '7' as const;
/** The 8 key of the main block. */
export const K_8 = '8' as const;
/** The 9 key of the main block. */
export const K_9 = '9' as const;
/** Exclamation mark. */
export const K_EXCLAIM = '!' as const;
/** Double quote. */
export const K_QUOTEDBL = '"' as const;
/** Number sign. */
export const K_HASH = '#' as const;
/** Dollar. */
export const K_DOLLAR = '$' as const;
/** Percent. */
export const K_PERCENT = '%' as const;
/** Ampersand. */
export const K_AMPERSAND = '&' as const;
/** Quote. */
export const K_QUOTE = "'" as const;
/** Left parenthesis. */
export const K_LEFTPAREN = '(' as const;
/** Right parenthesis. */
export const K_RIGHTPAREN = ')' as const;
/** Asterisk. */
export const K_ASTERISK = '*' as const;
/** Plus. */
export const K_PLUS = '+' as const;
/** Comma. */
export const K_COMMA = ',' as const;
/** Minus. */
export const K_MINUS = '-' as const;
/** Period. */
export const K_PERIOD = '.' as const;
/** Slash. */
export const K_SLASH = '/' as const;
/** Colon. */
export const K_COLON = ':' as const;
/** Semicolon. */
export const K_SEMICOLON = ';' as const;
/** Less-than. */
export const K_LESS = '<' as const;
/** Equals. */
export const K_EQUALS = '=' as const;
/** Greater-than. */
export const K_GREATER = '>' as const;
/** Question mark. */
export const K_QUESTION = '?' as const;
/** At. */
export const K_AT = '@' as const;
/** Left bracket. */
export const K_LEFTBRACKET = '[' as const;
/** Backslash. */
export const K_BACKSLASH = '\\' as const;
/** Right bracket. */
export const K_RIGHTBRACKET = ']' as const;
/** Caret. */
export const K_CARET = '^' as const;
/** Underscore. */
export const K_UNDERSCORE = '_' as const;
/** Backquote. */
export const K_BACKQUOTE = '`' as const;
/** Space bar. */
export const K_SPACE = 'space' as const;
/** Return (enter) of the main block. */
export const K_RETURN = 'return' as const;
/** Backspace. */
export const K_BACKSPACE = 'backspace' as const;
/** Tab. */
export const K_TAB = 'tab' as const;
/** Escape. */
export const K_ESCAPE = 'escape' as const;
/** Delete. */
export const K_DELETE = 'delete' as const;
/** Insert. */
export const K_INSERT = 'insert' as const;
/** Clear. */
export const K_CLEAR = 'clear' as const;
/** Up arrow. */
export const K_UP = 'up' as const;
/** Down arrow. */
export const K_DOWN = 'down' as const;
/** Left arrow. */
export const K_LEFT = 'left' as const;
/** Right arrow. */
export const K_RIGHT = 'right' as const;
/** Home. */
export const K_HOME = 'home' as const;
/** End. */
export const K_END = 'end' as const;
/** Page up. */
export const K_PAGEUP = 'page up' as const;
/** Page down. */
export const K_PAGEDOWN = 'page down' as const;
/** F1. */
export const K_F1 = 'f1' as const;
/** F2. */
export const K_F2 = 'f2' as const;
/** F3. */
export const K_F3 = 'f3' as const;
/** F4. */
export const K_F4 = 'f4' as const;
/** F5. */
export const K_F5 = 'f5' as const;
/** F6. */
export const K_F6 = 'f6' as const;
/** F7. */
export const K_F7 = 'f7' as const;
/** F8. */
export const K_F8 = 'f8' as const;
/** F9. */
export const K_F9 = 'f9' as const;
/** F10. */
export const K_F10 = 'f10' as const;
/** F11. */
export const K_F11 = 'f11' as const;
/** F12. */
export const K_F12 = 'f12' as const;
/** F13. */
export const K_F13 = 'f13' as const;
/** F14. */
export const K_F14 = 'f14' as const;
/** F15. */
export const K_F15 = 'f15' as const;
/** Keypad 0. */
export const K_KP0 = '[0]' as const;
/** Keypad 1. */
export const K_KP1 = '[1]' as const;
/** Keypad 2. */
export const K_KP2 = '[2]' as const;
/** Keypad 3. */
export const K_KP3 = '[3]' as const;
/** Keypad 4. */
export const K_KP4 = '[4]' as const;
/** Keypad 5. */
export const K_KP5 = '[5]' as const;
/** Keypad 6. */
export const K_KP6 = '[6]' as const;
/** Keypad 7. */
export const K_KP7 = '[7]' as const;
/** Keypad 8. */
export const K_KP8 = '[8]' as const;
/** Keypad 9. */
export const K_KP9 = '[9]' as const;
/** Keypad period. */
export const K_KP_PERIOD = '[.]' as const;
/** Keypad divide. */
export const K_KP_DIVIDE = '[/]' as const;
/** Keypad multiply. */
export const K_KP_MULTIPLY = '[*]' as const;
/** Keypad minus. */
export const K_KP_MINUS = '[-]' as const;
/** Keypad plus. */
export const K_KP_PLUS = '[+]' as const;
/** Keypad enter. */
export const K_KP_ENTER = 'enter' as const;
/** Keypad equals. */
export const K_KP_EQUALS = 'equals' as const;
/** Left shift. */
export const K_LSHIFT = 'left shift' as const;
/** Right shift. */
export const K_RSHIFT = 'right shift' as const;
/** Left control. */
export const K_LCTRL = 'left ctrl' as const;
/** Right control. */
export const K_RCTRL = 'right ctrl' as const;
/** Left alt (option). */
export const K_LALT = 'left alt' as const;
/** Right alt (option). */
export const K_RALT = 'right alt' as const;
/** Left meta (command, Windows key). */
export const K_LMETA = 'left meta' as const;
/** Right meta (command, Windows key). */
export const K_RMETA = 'right meta' as const;
/** AltGr. */
export const K_MODE = 'alt gr' as const;
/** Caps lock. */
export const K_CAPSLOCK = 'caps lock' as const;
/** Num lock. */
export const K_NUMLOCK = 'numlock' as const;
/** Scroll lock, with one L in the middle as in pygame. */
export const K_SCROLLOCK = 'scroll lock' as const;
/** pygame's other name of {@link K_LMETA}. */
export const K_LSUPER: typeof K_LMETA = K_LMETA;
/** pygame's other name of {@link K_RMETA}. */
export const K_RSUPER: typeof K_RMETA = K_RMETA;
/** Print screen. */
export const K_PRINT = 'print screen' as const;
/** Pause (break). */
export const K_BREAK = 'break' as const;
/** The same key as {@link K_BREAK}, as in pygame. */
export const K_PAUSE: typeof K_BREAK = K_BREAK;
/** SysRq. */
export const K_SYSREQ = 'sys req' as const;
/**
 * The menu key. pygame means a key by it that hardly a keyboard has (scancode 118), and has no name for the one beside right ctrl (101); here
 * that one is called so.
 */
export const K_MENU = 'menu' as const;
/** Help. */
export const K_HELP = 'help' as const;
/** Power. */
export const K_POWER = 'power' as const;
/** Back (Android). */
export const K_AC_BACK = 'AC Back' as const;
