declare module 'qrcode-terminal' {
  const drawing: { generate(text: string, options: { small?: boolean }, done: (drawn: string) => void): void }
  export default drawing
}
