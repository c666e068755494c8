/** Options of a gateway whose speed is measured: AWS's limits of an account would be in the way. */
export const UNTHROTTLED = ['--account-rate', '1000000', '--account-burst', '1000000'] as const;
