// Each ship has a colour of its own, and needs no byte on the wire for it. Knows numbers only.

/** Degrees; neighbours in time are far apart. */
export const hueOf = (id: number): number => Math.round((id * 137.508) % 360);

/** `#rrggbb`, bright enough for a dark screen. @param light - 0 to 1. */
export function paint(hue: number, light = 0.65): string {
  const channel = (shift: number): string => {
    const k = (shift + hue / 30) % 12;
    const value = light - Math.min(light, 1 - light) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
