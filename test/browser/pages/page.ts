// The page: one client on the window.
import { Client } from './client.ts';

declare global {
  var client: Client;
}
globalThis.client = new Client();
