/** The parts of an Amazon Resource Name, `arn:partition:service:region:account:resource`. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Undefined when the text is not an ARN. */
export function parseArn(text: string): Arn | undefined {
  const [arn, partition, service, region, account, ...resource] = text.split(':');
  if (arn !== 'arn' || !partition || !service || region === undefined || account === undefined)
    return undefined;
  if (resource.length === 0) return undefined;
  return { partition, service, region, account, resource: resource.join(':') };
}

/** `arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE` */
export function formatArn(service: string, region: string, account: string, resource: string): string {
  return `arn:aws:${service}:${region}:${account}:${resource}`;
}
