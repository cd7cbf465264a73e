// The table as a web page: serves it from the host's own address. Knows HTTP; knows no game.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseAddress } from 'pumpjack';
import { servePage } from '../shared/page-server.ts';

/** @param uri - where the host listens for terminals; the page is at the same name. */
export async function serveTable(port: number, uri: string): Promise<{ http: Server; url: string }> {
  const { host } = parseAddress(uri);
  const files = {
    // Among the sources: the compiler copies no HTML.
    folder: new URL('../../../examples/four-in-a-row/page/', import.meta.url),
    files: ['index.html', 'style.css'],
    script: new URL('./page/main.js', import.meta.url),
  };
  const http = await servePage(files, port, host === '*' ? '' : host);
  const { port: bound } = http.address() as AddressInfo; // it listens on a port, so its address is of this kind
  // Everywhere is no place to go to; this machine is one of them.
  const name = ['', '*', '0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  return { http, url: `http://${name.includes(':') ? `[${name}]` : name}:${bound}/` };
}
