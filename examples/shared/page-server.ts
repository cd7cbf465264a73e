// Serves one web page: its files as they are, its script bundled from the built example. Knows HTTP and the bundler; knows no game.
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const TYPES: Readonly<Record<string, string>> = { html: 'text/html', css: 'text/css', js: 'text/javascript' };

/** The page's folder among the sources, where HTML and CSS are, and its script, compiled. */
export interface PageFiles {
  readonly folder: URL;
  readonly files: readonly string[];
  readonly script: URL;
}

/** Begins to serve it, everywhere if the host is empty; WebSockets can be attached to the server. Rejects when the port is taken. */
export async function servePage({ folder, files, script }: PageFiles, port: number, host: string): Promise<Server> {
  const served = new Map<string, string>([['/page.js', await bundle(script)]]);
  for (const file of files) served.set(`/${file}`, await readFile(new URL(file, folder), 'utf8'));
  const http = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname;
    const name = path === '/' ? '/index.html' : path;
    const text = served.get(name);
    const type = TYPES[name.split('.').pop() ?? ''] ?? 'text/plain';
    response.writeHead(text === undefined ? 404 : 200, {
      'content-type': `${text === undefined ? 'text/plain' : type}; charset=utf-8`,
      'cache-control': 'no-store',
    });
    response.end(text ?? 'not found');
  });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, resolve);
  });
  return http;
}

/** One file out of the script and everything it imports, as any bundler makes it: nothing of Node is in it. */
async function bundle(script: URL): Promise<string> {
  const built = await rolldown({ input: fileURLToPath(script), platform: 'browser', logLevel: 'warn' });
  const { output } = await built.generate({ format: 'esm', minify: true });
  await built.close();
  return output[0].code;
}

/** The addresses under which other machines of the network may reach a port. */
export const lanAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
