// docs/performance.md: the words from template.md, the numbers from this run.
import { readFileSync } from 'node:fs';

/** @param {Readonly<Record<string, string>>} parts by the name between the braces of the template */
export function page(parts) {
  const template = readFileSync(new URL('./template.md', import.meta.url), 'utf8');
  return template.replaceAll(/\{\{([a-z0-9-]+)\}\}/g, (_, /** @type {string} */ name) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`template.md asks for ${name}, which there is not`);
    return part === '' ? '_Not measured in this run._' : part;
  });
}
