/** What access logs say of a method's backend. Filled in by the integration. */
export interface EndpointFacts {
  /** HTTP status of the backend's answer; of Lambda's own, where a function is the backend. */
  status: number | undefined;
  /** The status that a Lambda function gave in a proxy response, else the backend's. */
  integrationStatus: number | undefined;
  /** Milliseconds from the request to the backend until its answer began. */
  latency: number | undefined;
  /** The backend's id for the request, as AWS services give one. */
  requestId: string | undefined;
  /** Why the integration failed. */
  error: string | undefined;
}

export function newEndpointFacts(): EndpointFacts {
  return {
    status: undefined,
    integrationStatus: undefined,
    latency: undefined,
    requestId: undefined,
    error: undefined,
  };
}
