/** What of a request's address the gateway passes on, percent-encoded as it was sent. */
export interface GatewayPath {
  /** With its slash; '' where nothing follows the connector. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
}

/** Takes the operation's part out of an address such as `/gateway/preview/acme/library/v1/books?limit=2`; null when it is none. */
export function gatewayPath(url: string): GatewayPath | null {
  const [, path, query] = /^\/gateway\/preview\/[^/?]+\/[^/?]+(\/[^?]*)?(?:\?(.*))?$/is.exec(url) ?? [];
  return isGateway(url) ? { path: path ?? '', query: query ?? '' } : null;
}

/** True for an address whose body is meant for an API and not for Assay. */
export function isGateway(url: string): boolean {
  return /^\/gateway\/preview\/[^/?]+\/[^/?]+(?:[/?]|$)/i.test(url);
}
