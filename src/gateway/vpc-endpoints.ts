import { compileIpRange, type IpRange } from '../identity/policy/ip-range.ts';
import type { InvocationTarget } from './target.ts';

/** A VPC endpoint as an operator configures it: which network stands for it. */
export interface VpcEndpointSettings {
  /** `vpce-...` */
  readonly id: string;
  /** `vpc-...`: where it is; absent when nobody needs to know. */
  readonly vpcId?: string;
  /** The addresses whose requests come through it, in CIDR form. */
  readonly cidr: string;
}

/** The endpoint that a request came through. */
export type VpcEndpoint = Pick<VpcEndpointSettings, 'id' | 'vpcId'>;

/**
 * The endpoints through which private APIs are invoked. There is no network of AWS's here, so that networks of the
 * operator's stand for them.
 */
export class VpcEndpoints {
  readonly #endpoints: readonly { readonly endpoint: VpcEndpoint; readonly range: IpRange }[];

  /** Throws TypeError for a range that is none. */
  constructor(settings: readonly VpcEndpointSettings[]) {
    this.#endpoints = settings.map(({ id, vpcId, cidr }) => {
      const range = compileIpRange(cidr);
      if (!range) throw new TypeError(`${cidr} is no range of addresses`);
      return { endpoint: { id, ...(vpcId !== undefined && { vpcId }) }, range };
    });
  }

  get isEmpty(): boolean {
    return this.#endpoints.length === 0;
  }

  /** The first endpoint with the client's address, of those that the host names if it does. */
  of({ sourceIp, vpcEndpointId }: InvocationTarget): VpcEndpoint | undefined {
    for (const { endpoint, range } of this.#endpoints) {
      if ((vpcEndpointId === undefined || endpoint.id === vpcEndpointId) && range(sourceIp)) return endpoint;
    }
    return undefined;
  }
}
