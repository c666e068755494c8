import { randomInt } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const RANDOM_LENGTH = 12;

/**
 * `stackname-LogicalId-RANDOM123456`, both names shortened evenly until it fits.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
export function generatedName(stackName: string, logicalId: string, maximumLength: number): string {
  const room = maximumLength - RANDOM_LENGTH - 2;
  const logical = logicalId.slice(0, Math.max(room - stackName.length, Math.floor(room / 2)));
  return `${stackName.slice(0, room - logical.length)}-${logical}-${randomText()}`;
}

/** `mysta-MyPol-RANDOM123456`, the identifier of what has no name of its own. */
export function generatedIdentifier(stackName: string, logicalId: string): string {
  return `${stackName.slice(0, 5)}-${logicalId.slice(0, 5)}-${randomText()}`;
}

function randomText(): string {
  return Array.from({ length: RANDOM_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
