// A page that comes back: tries its suspended peers at once, and doubts the links of the others. Knows what a page tells; knows peers by their public face only.
import type { Peer } from '../../peer.ts';

/** Those without a session can not come back. */
const SESSION = /^wss?:/;

/** The part of the window that is listened to; web workers and Node have less of it. */
interface Page {
  addEventListener?(type: string, listener: () => void): void;
  removeEventListener?(type: string, listener: () => void): void;
  document?: Page & { visibilityState: string };
}

/** What {@link reconnectOnWake} needs of a `Network`. */
export interface WakeableNetwork {
  /** The network's peers. */
  readonly peers: Iterable<Pick<Peer, 'state' | 'uri' | 'reconnect'>>;
}

/**
 * Makes a page that wakes up try at once, instead of waiting for the next attempt: when the machine is online again, when the tab is
 * shown again, when the page comes back from the browser's back/forward cache. Peers that still seem to be connected are asked for a word, and
 * come back by a new link when none is heard within 2 s. Only for networks that connect and do not listen. Where nothing of the kind is told
 * (Node) it does nothing.
 *
 * ```ts
 * const stop = reconnectOnWake(net);
 * ```
 * @param net - the network whose peers are tried.
 * @returns a function that ends it.
 */
export function reconnectOnWake(net: WakeableNetwork): () => void {
  const page = globalThis as Page; // whichever of it there is
  const { document } = page;
  const wake = (): void => {
    if (document?.visibilityState === 'hidden') return;
    for (const peer of net.peers)
      if (peer.state === 'suspended' || (peer.state === 'connected' && SESSION.test(peer.uri))) peer.reconnect();
  };
  const heard: [Page | undefined, string][] = [
    [page, 'online'],
    [page, 'pageshow'],
    [document, 'visibilitychange'],
  ];
  for (const [target, type] of heard) target?.addEventListener?.(type, wake);
  return () => {
    for (const [target, type] of heard) target?.removeEventListener?.(type, wake);
  };
}
