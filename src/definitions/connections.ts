import type { CollectionDefinition } from '../store/store.ts';

/**
 * What API Gateway shows to a backend to be known by it. Record id: the certificate's id.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_ClientCertificate.html
 */
export interface ClientCertificate {
  clientCertificateId: string;
  description?: string;
  /** X.509, PEM with CRLF. */
  pemEncodedCertificate: string;
  /** PKCS #8, PEM. Never given out. */
  privateKey: string;
  /** ms since 1970, whole seconds. */
  createdDate: number;
  expirationDate: number;
  tags?: Record<string, string>;
}

/** A way into a VPC. Record id: the link's id. https://docs.aws.amazon.com/apigateway/latest/api/API_VpcLink.html */
export interface VpcLink {
  id: string;
  name: string;
  description?: string;
  /** ARN of a network load balancer; exactly one. */
  targetArns: string[];
  tags?: Record<string, string>;
}

export const clientCertificates: CollectionDefinition<ClientCertificate> = {
  name: 'rest-client-certificates',
  version: 1,
};
export const vpcLinks: CollectionDefinition<VpcLink> = { name: 'rest-vpc-links', version: 1 };
