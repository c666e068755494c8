/** How a service is called where it isn't called by the name that endpoints and integration URIs have for it. */
export interface SigningFacts {
  readonly signingName: string;
  /** What its IAM actions begin with. */
  readonly iamPrefix: string;
}

/** Endpoint prefixes that differ: botocore's service models (`endpointPrefix`, `signingName`), Service Authorization Reference. */
const EXCEPTIONS: Readonly<Record<string, SigningFacts>> = {
  'streams.dynamodb': { signingName: 'dynamodb', iamPrefix: 'dynamodb' },
  'bedrock-runtime': { signingName: 'bedrock', iamPrefix: 'bedrock' },
  'data.iot': { signingName: 'iotdata', iamPrefix: 'iot' },
  email: { signingName: 'ses', iamPrefix: 'ses' },
  'entitlement.marketplace': { signingName: 'aws-marketplace', iamPrefix: 'aws-marketplace' },
  'metering.marketplace': { signingName: 'aws-marketplace', iamPrefix: 'aws-marketplace' },
  monitoring: { signingName: 'monitoring', iamPrefix: 'cloudwatch' },
  'runtime.lex': { signingName: 'lex', iamPrefix: 'lex' },
  'runtime.sagemaker': { signingName: 'sagemaker', iamPrefix: 'sagemaker' },
};

export function signingFacts(service: string): SigningFacts {
  const exception = Object.hasOwn(EXCEPTIONS, service) ? EXCEPTIONS[service] : undefined;
  return exception ?? { signingName: service, iamPrefix: service };
}
