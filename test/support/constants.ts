export const TEST_SECRET = '5ec7e7'.padEnd(64, '0')
export const TEST_ROLE_PREFIX = 'partnergate_test'
