// What the program decides about a client that wants in. Knows no session and no link.

/** What `admit` is asked. */
export interface AdmitRequest {
  /** Becomes `peer.data` of the peer that is let in: who it is, as `admit` found out. */
  data: unknown;
  /** What the client gave as `credentials`; empty when it gave none. */
  readonly credentials: Uint8Array;
  /** The client's address as a URI. */
  readonly uri: string;
}

/** What `admit` answers: in, out, or out with a text for the client. */
export type AdmitAnswer = boolean | string;
