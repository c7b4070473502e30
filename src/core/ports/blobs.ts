/** The content-addressed store: bytes under the SHA-256 of their content, written once and durable before the name is given. */
export abstract class Blobs {
  /** Stores the bytes and gives their SHA-256 in hex. Throws `storage-full`. Storing the same bytes twice is one object. */
  abstract put(bytes: Uint8Array): Promise<string>;
  /** The bytes under this name, hashed again on the way out. Throws `blob-missing` or `blob-damaged`. */
  abstract get(sha256: string): Promise<Uint8Array>;
}
