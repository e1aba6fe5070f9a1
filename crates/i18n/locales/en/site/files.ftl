## The page that a link to a file leads to

files-title = A file was sent to you
files-about = This page gives you a file that was sent to you by email through { $product }.
files-key = Link to the file
files-key-hint = Copy the whole link from the email, and paste it here.
files-key-wrong = Paste the whole link from the email, up to its last letter
files-continue = Continue
files-confirm-title = Confirm your email address
files-confirm-about = To protect this file, enter the email address that it was sent to.
files-address = Email address
files-address-wrong = Enter the email address that the file was sent to
files-shown-title = Your file
files-name = Name
files-size = Size
files-until = Available until
files-download = Download the file
files-download-about = Save the file if you need it later: after this date it is deleted.
files-missing-title = There is no such file
files-missing-text = Check that you opened the whole link from the email. If it is whole, ask whoever sent it to send the file again.
files-expired-title = This file is no longer available
files-expired-text = It was deleted because the time for which it was kept is over. Ask whoever sent it to send it again.
files-infected-title = This file cannot be downloaded
files-infected-text = A virus was found in it. Tell whoever sent it.
files-unscanned-title = This file is being checked
files-unscanned-text = Every file is checked for viruses before it can be downloaded. Try again in a few minutes.
files-test-title = Test document
files-test-text = This page stands in for a file in messages to the recipients for smoke tests. No file was sent.

## Files beside their message

files-one = File
files-list = Files
files-attached = { $size }, attached
files-linked = { $size }, as a link
files-bytes = { $count ->
    [one] 1 byte
   *[other] { $count } bytes
}
files-kb = { $count } KB
files-mb = { $whole }.{ $tenth } MB
