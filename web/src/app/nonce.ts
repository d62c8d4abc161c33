/** The nonce of this response's Content-Security-Policy, for the few styles that the libraries write at run time. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
}

/** The scroll lock under Mantine's dialogs looks for its nonce here (package get-nonce). */
export function shareNonce(): void {
  ;(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = styleNonce()
}
