/** What proxies that are trusted say of a client's connection. */
export interface ProxiedConnection {
  /** Address of the proxy that is connected to the gateway. */
  readonly peer: string;
  /** Whether the client's own connection is one by TLS. */
  readonly secure: boolean;
  /** The port that the client is connected to. */
  readonly port: number;
}

/** A request that was recognised, by its host or path, as an invocation of somebody's API. */
export interface InvocationTarget {
  /** The API's id, in lower case. */
  readonly apiId: string;
  /** The region that the address names, or the default one. */
  readonly region: string;
  /** First path segment, percent-encoded as on the wire; absent when the path is empty. */
  readonly stageName?: string;
  /** What follows the stage, as on the wire: `/` at least. */
  readonly rawPath: string;
  /** The request's path for `$context.path`, where that is not the stage and {@link rawPath}. */
  readonly contextPath?: string;
  /** The query string without its question mark, as on the wire; empty when there is none. */
  readonly rawQuery: string;
  /** The host as the client sent it without port, or `{api}.execute-api.{region}.amazonaws.com` for path-style addresses. */
  readonly domainName: string;
  /** True when the path names the API, so that the host says nothing. */
  readonly pathStyle: boolean;
  /** The client's address. */
  readonly sourceIp: string;
  /** Absent when the client is connected itself: the request's socket says it then. */
  readonly proxied?: ProxiedConnection;
  /** The VPC endpoint that the host names: `{api}-{vpce}.execute-api...`; absent when it names none. */
  readonly vpcEndpointId?: string;
  readonly protocol: 'HTTP/1.1';
}
