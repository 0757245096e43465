// What this browser keeps of being linked. Like the real page's, it lies in IndexedDB, which is on the disk at once.

const opened = new Promise((resolve, reject) => {
  const request = indexedDB.open('sandbox', 1)
  request.onupgradeneeded = () => request.result.createObjectStore('link')
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})

const within = async (mode, work) => {
  const transaction = (await opened).transaction('link', mode, { durability: 'strict' })
  const request = work(transaction.objectStore('link'))
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve
    transaction.onerror = () => reject(transaction.error)
  })
  return request.result
}

export const tokenKept = async () => (await within('readonly', (store) => store.get('token'))) ?? null
export const keepToken = (token) => within('readwrite', (store) => store.put(token, 'token'))
export const forgetToken = () => within('readwrite', (store) => store.delete('token'))
