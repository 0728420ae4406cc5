package dev.tidegate.ingest.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.security.AccessControlException;

/** A folder on a Hadoop file system such as {@code hdfs://}. */
final class HadoopFolder implements Folder {

    private static final long serialVersionUID = 1;

    private final URI root;
    private transient Configuration configuration;

    HadoopFolder(URI root, Configuration configuration) {
        this.root = root;
        this.configuration = configuration;
    }

    @Override
    public String location() {
        return root.toString();
    }

    /** On HDFS a file keeps the time of its creation until it is closed. */
    @Override
    public boolean modificationTimeFollowsWrites() {
        return false;
    }

    @Override
    public void list(String subFolder, Predicate<String> names, Visitor visitor) throws IOException {
        RemoteIterator<FileStatus> entries;
        try {
            entries = fileSystem().listStatusIterator(path(subFolder));
        } catch (AccessControlException e) {
            AccessDeniedException denied =
                    new AccessDeniedException(path(subFolder).toString(), null, e.getMessage());
            denied.initCause(e);
            throw denied;
        }
        while (entries.hasNext()) {
            FileStatus entry = entries.next();
            String name = entry.getPath().getName();
            if (!names.test(name)) {
                continue;
            }
            if (entry.isFile()) {
                visitor.file(name, stat(entry));
            } else if (entry.isDirectory()) {
                visitor.folder(name);
            } else {
                visitor.other(name, "it is a symbolic link");
            }
        }
    }

    @Override
    public Optional<FileStat> stat(String name) throws IOException {
        try {
            FileStatus status = fileSystem().getFileStatus(path(name));
            return status.isFile() ? Optional.of(stat(status)) : Optional.empty();
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public InputStream open(String name, long offset) throws IOException {
        FSDataInputStream in = fileSystem().open(path(name));
        try {
            in.seek(offset);
            return in;
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public void move(String name, Folder target, String targetName) throws IOException {
        if (!(target instanceof HadoopFolder folder)
                || !Objects.equals(root.getScheme(), folder.root.getScheme())
                || !Objects.equals(root.getAuthority(), folder.root.getAuthority())) {
            throw new IOException(
                    "Cannot move %s to %s: input, archive and quarantine must all be local or all on one file system"
                            .formatted(path(name), target.location()));
        }
        FileSystem fileSystem = fileSystem();
        Path from = path(name);
        Path to = folder.path(targetName);
        fileSystem.mkdirs(to.getParent());
        if (fileSystem.exists(to)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        if (!fileSystem.exists(from)) {
            throw new NoSuchFileException(from.toString());
        }
        if (!fileSystem.rename(from, to)) {
            throw new IOException("Cannot move %s to %s: the file system refused".formatted(from, to));
        }
    }

    @Override
    public void write(String name, InputStream content) throws IOException {
        try (OutputStream out = fileSystem().create(path(name), true)) {
            content.transferTo(out);
        }
    }

    /** By a rename, which does not overwrite: a file that is created is seen before it has its content. */
    @Override
    public void writeNew(String name, InputStream content) throws IOException {
        String partial = "." + UUID.randomUUID() + ".tmp";
        write(partial, content);
        try {
            move(partial, this, name);
        } catch (IOException e) {
            delete(partial);
            throw stat(name).isPresent()
                    ? new FileAlreadyExistsException(path(name).toString())
                    : e;
        }
    }

    /** Nothing to do: these file systems answer a rename when it is durable. */
    @Override
    public void sync(String subFolder) {}

    @Override
    public List<String> subFolders() throws IOException {
        List<String> folders = new ArrayList<>();
        for (FileStatus entry : fileSystem().listStatus(new Path(root))) {
            if (entry.isDirectory()) {
                folders.add(entry.getPath().getName());
            }
        }
        return folders;
    }

    @Override
    public void touch(String name, long modifiedMillis) throws IOException {
        fileSystem().setTimes(path(name), modifiedMillis, -1);
    }

    @Override
    public void delete(String name) throws IOException {
        if (!fileSystem().delete(path(name), false)) {
            throw new NoSuchFileException(path(name).toString());
        }
    }

    @Override
    public boolean movesKeepModificationTime() {
        return "hdfs".equals(root.getScheme());
    }

    @Override
    public void create() throws IOException {
        fileSystem().mkdirs(new Path(root));
    }

    private static FileStat stat(FileStatus status) {
        return new FileStat(status.getLen(), status.getModificationTime());
    }

    /** Names are taken as they are: Hadoop's Path would read {@code a:b.csv} as a scheme. */
    private Path path(String name) {
        return name.isEmpty() ? new Path(root) : new Path(new Path(root), new Path(null, null, "./" + name));
    }

    private FileSystem fileSystem() throws IOException {
        return FileSystem.get(root, configuration);
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        configuration.write(out);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        configuration = new Configuration(false);
        configuration.readFields(in);
    }
}
