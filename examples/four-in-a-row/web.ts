// The table as a web page: serves it from the host's own address. Knows HTTP; knows no game.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { servePage } from '../shared/page-server.ts';

/** @param uri - where the host listens for terminals; the page is at the same name. */
export async function serveTable(port: number, uri: string): Promise<{ http: Server; url: string }> {
  const { hostname } = new URL(uri);
  const files = {
    // Among the sources: the compiler copies no HTML.
    folder: new URL('../../../examples/four-in-a-row/page/', import.meta.url),
    files: ['index.html', 'style.css'],
    script: new URL('./page/main.js', import.meta.url),
  };
  const http = await servePage(files, port, hostname);
  const { port: bound } = http.address() as AddressInfo; // it listens on a port, so its address is of this kind
  return { http, url: `http://${hostname === '0.0.0.0' ? '127.0.0.1' : hostname}:${bound}/` };
}
