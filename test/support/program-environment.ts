/**
 * What a program that a test starts is given of this process's environment: where other programs are, and where what was
 * compiled once lies (vitest.config.ts), so that not each of a hundred starts compiles the same sources again.
 */
export const programEnvironment = {
  PATH: process.env.PATH ?? '',
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
}
